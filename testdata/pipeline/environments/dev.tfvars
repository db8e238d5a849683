max_size = 4
