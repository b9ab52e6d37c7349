resource "aws_instance" "web" {
  count         = var.is_live ? 2 : 0
  ami           = data.aws_ami.web.id
  instance_type = "t3.micro"

  user_data = <<-EOF
    #!/bin/bash
    set -eu
    apt-get update && apt-get install -y nginx
    echo "${var.greeting}" > /var/www/html/index.html
    for f in $(ls /etc); do echo "$${f}"; done
  EOF

  provisioner "remote-exec" {
    inline = [
      "sudo apt-get install -y nginx",
      "sudo systemctl start nginx",
    ]

    connection {
      type = "ssh"
      host = self.public_ip
    }
  }

  lifecycle {
    ignore_changes = [ami, user_data]
  }

  dynamic "ebs_block_device" {
    for_each = var.disks
    content {
      device_name = ebs_block_device.value["name"]
    }
  }
}
