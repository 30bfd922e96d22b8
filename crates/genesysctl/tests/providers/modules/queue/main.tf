variable "name" {
  type = string
}

resource "genesyscloud_routing_queue" "support" {
  name = var.name
}
