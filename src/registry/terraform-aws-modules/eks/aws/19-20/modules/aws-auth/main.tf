# A config map: nothing that takes an address.
