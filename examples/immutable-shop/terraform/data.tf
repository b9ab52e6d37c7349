resource "aws_db_instance" "shop" {
  identifier              = "shop"
  engine                  = "postgres"
  engine_version          = "16.6"
  instance_class          = "db.t4g.medium"
  allocated_storage       = 20
  backup_retention_period = 7
  deletion_protection     = true
  skip_final_snapshot     = false

  final_snapshot_identifier = "shop-final"
  username                  = "shop"

  manage_master_user_password = true
}
