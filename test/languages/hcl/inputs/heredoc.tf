a = <<EOT
  first
    "second" \n ${var.x} $${y}

EOT
b = "after"
c = <<EMPTY
EMPTY
d = [<<A
one
A
, <<B
two
B
]
