terraform {
  required_version = "~> 1.10"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.82"
    }
  }
}

provider "aws" {
  region = var.region
}

module "network" {
  source = "terraform-aws-modules/vpc/aws"

  name = "shop"
  cidr = "10.20.0.0/16"
}

module "dns" {
  source = "git::https://github.com/acme/terraform-dns.git?ref=main"

  zone = "shop.acme.dev"
}

resource "aws_ecr_repository" "web" {
  name = "shop-web"
}

resource "aws_ecr_repository" "api" {
  name                 = "shop-api"
  image_tag_mutability = "MUTABLE"
}
