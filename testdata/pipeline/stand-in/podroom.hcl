stand_in "app.example.com/acme/network/aws" {
  source = "./podroom/net"
}
