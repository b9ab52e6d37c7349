terraform {
  required_version = "~> 1.10"

  backend "s3" {
    bucket       = "acme-terraform-state"
    key          = "shop"
    region       = "eu-west-1"
    encrypt      = true
    use_lockfile = true
  }

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.47"
    }
  }
}

provider "aws" {
  region = var.region
}

module "network" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "5.17.0"

  name = "shop"
  cidr = "10.20.0.0/16"
}

module "dns" {
  source = "git::https://github.com/acme/terraform-dns.git?ref=v2.3.0"

  zone = "shop.acme.dev"
}

resource "aws_ecr_repository" "web" {
  name                 = "shop-web"
  image_tag_mutability = "IMMUTABLE"
}

resource "aws_ecr_repository" "api" {
  name                 = "shop-api"
  image_tag_mutability = "IMMUTABLE"
}
