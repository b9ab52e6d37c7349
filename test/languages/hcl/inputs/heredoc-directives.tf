a = <<-EOT
    begin
    %{ for x in var.y ~}
    server ${x}
    %{ endfor ~}
    %{ if var.z }
      indented
    %{ else }
    other
    %{ endif }
    end
  EOT
b = <<EOT
  a ${~ x ~}   
  b %{~ if x ~}  
  c
  %{~ endif ~}
  d
EOT
