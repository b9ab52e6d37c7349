variable "region" {
  type    = string
  default = "eu-west-1"
}

variable "worker_image" {
  type    = string
  default = "ghcr.io/acme/shop-worker:latest"
}
