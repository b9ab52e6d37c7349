# Takes orders off the queue.
resource "aws_ecs_task_definition" "worker" {
  family = "shop-worker"

  container_definitions = jsonencode([
    {
      name      = "worker"
      image     = var.worker_image
      essential = true
    },
  ])

  volume {
    name      = "docker"
    host_path = "/var/run/docker.sock"
  }
}

# Prints invoices; there is one, and it is looked after by hand.
resource "aws_instance" "invoices" {
  ami           = "ami-0c38b837cd80f13bb"
  instance_type = "t3.medium"
  key_name      = "ops"

  user_data = <<-EOT
    #!/bin/bash
    set -e
    apt-get update
    apt-get install -y cups mysql-server
    curl -fsSL https://get.docker.com | sh
    systemctl enable --now ssh
  EOT

  provisioner "remote-exec" {
    inline = [
      "sudo git -C /opt/invoices pull",
      "sudo systemctl restart invoices",
    ]
  }
}
