module "network" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "~> 5.1"

  cidr = var.cidr
  azs  = slice(data.aws_availability_zones.all.names, 0, 3)

  providers = {
    aws = aws.west
  }
}

output "id" {
  value       = module.network.vpc_id
  description = "Of the network"
  sensitive   = false
}
