This is a letter, not a configuration.

{ [ "
