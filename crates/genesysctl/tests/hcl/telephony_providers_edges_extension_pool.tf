resource "genesyscloud_telephony_providers_edges_extension_pool" "indianapolis" {
  start_number = "1000"
  end_number   = "1999"
  description  = "Extensions of the Indianapolis office"
}
