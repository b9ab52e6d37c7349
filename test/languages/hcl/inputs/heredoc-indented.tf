r {
  a = <<-EOT
    first
      second

    third ${var.x}
  EOT
  b = <<-EOT
      ${var.y} at the start
    less
  EOT
  c = <<-EOT
	one tab
		two tabs
  EOT
}
