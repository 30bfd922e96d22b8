variable "names" {
  type = list(string)
}

variable "prefix" {
  default = "Code: "
}

resource "genesyscloud_routing_wrapupcode" "code" {
  count = length(var.names)
  name  = "${var.prefix}${var.names[count.index]}"
}

output "ids" {
  value = genesyscloud_routing_wrapupcode.code[*].id
}
