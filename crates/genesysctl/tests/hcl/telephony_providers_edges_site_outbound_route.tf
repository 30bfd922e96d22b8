resource "genesyscloud_telephony_providers_edges_site_outbound_route" "service" {
  site_id              = genesyscloud_telephony_providers_edges_site.indianapolis.id
  name                 = "Service numbers"
  description          = "Calls to service numbers"
  classification_types = ["Service"]
  enabled              = true
  distribution         = "RANDOM"
}
