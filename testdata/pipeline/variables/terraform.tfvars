max_size = 5
