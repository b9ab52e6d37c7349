# Takes orders off the queue.
resource "aws_ecs_task_definition" "worker" {
  family = "shop-worker"

  container_definitions = jsonencode([
    {
      name                   = "worker"
      image                  = var.worker_image
      essential              = true
      readonlyRootFilesystem = true
    },
  ])
}

# Prints invoices. Each version is a machine image, and a group replaces machines when it changes.
resource "aws_launch_template" "invoices" {
  name_prefix   = "invoices-"
  image_id      = var.invoices_ami
  instance_type = "t3.medium"

  user_data = base64encode(<<-EOT
    #!/bin/bash
    set -e
    echo "QUEUE_URL=amqp://queue.shop.internal" > /etc/invoices.env
    systemctl restart invoices
  EOT
  )

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_autoscaling_group" "invoices" {
  name_prefix         = "invoices-"
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = module.network.private_subnets

  launch_template {
    id      = aws_launch_template.invoices.id
    version = aws_launch_template.invoices.latest_version
  }

  instance_refresh {
    strategy = "Rolling"
  }
}
