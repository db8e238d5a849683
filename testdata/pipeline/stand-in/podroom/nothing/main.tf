# Roles and policies: neither holds nor takes addresses.
