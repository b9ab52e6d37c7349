a = "%{ if var.x }yes%{ else }no%{ endif }"
b = "%{ for x in var.y }${x},%{ endfor }"
c = "%{ if a }%{ if b }x%{ endif }%{ endif }"
