locals {}
variable "a" { default = "b" }
variable "c" { type = string }
block { a = { b = 1 } }
