variable "size" {
  type = object({
    minimum = number
    maximum = optional(number, 3)
    names   = list(string)
  })
  default = {
    minimum = 1
    names   = ["a", "b"]
  }

  validation {
    condition     = var.size.minimum > 0 && var.size.minimum < 10
    error_message = "Between 1 and 9, not ${var.size.minimum}."
  }
}

locals {
  name = "${var.prefix}-${terraform.workspace}"
  tags = merge(var.tags, { Name = local.name })
}
