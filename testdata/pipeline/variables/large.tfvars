max_size = 90
