variable "region" {
  type    = string
  default = "eu-west-1"
}

# Set by the pipeline that builds them, so without defaults.
variable "worker_image" {
  type = string
}

variable "invoices_ami" {
  type = string
}
