a = "${var.x}"
b = "pre-${var.x}-mid-${join(",", ["${var.y}", "z"])}-post"
c = "${"${"deep"}"}"
d = "${
  var.x
}"
e = "${ {a = 1}["a"] }x"
