variable "name" {}

variable "codes" {
  type = list(string)
}

resource "genesyscloud_routing_queue" "this" {
  name         = var.name
  wrapup_codes = var.codes
}

output "id" {
  value = genesyscloud_routing_queue.this.id
}

output "name" {
  value = genesyscloud_routing_queue.this.name
}
