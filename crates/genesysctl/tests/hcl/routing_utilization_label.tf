resource "genesyscloud_routing_utilization_label" "warranty" {
  name = "Warranty"
}
