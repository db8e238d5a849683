locals {
  private = []
}
