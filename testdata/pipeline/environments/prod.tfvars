max_size = 40
