cni {
  WARM_IP_TARGET    = "two"
  WARM_IP           = 3
  MINIMUM_IP_TARGET = "10"
}
