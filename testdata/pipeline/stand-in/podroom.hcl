stand_in "app.example.com/acme/network/aws" {
  source = "./podroom/net"
}

stand_in "git@git.example.com:acme/roles.git" {
  source = "./podroom/nothing"
}
