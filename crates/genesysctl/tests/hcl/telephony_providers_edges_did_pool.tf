resource "genesyscloud_telephony_providers_edges_did_pool" "indianapolis" {
  start_phone_number = "+13175550100"
  end_phone_number   = "+13175550199"
  description        = "Numbers of the Indianapolis office"
  comments           = "Contract 4711"
}
