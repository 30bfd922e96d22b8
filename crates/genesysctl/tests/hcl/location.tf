resource "genesyscloud_location" "office" {
  name  = "Indianapolis office"
  notes = "Ring twice"

  address {
    country  = "US"
    city     = "Indianapolis"
    state    = "IN"
    street1  = "7601 Interactive Way"
    zip_code = "46278"
  }

  emergency_number {
    number = "+13175550911"
  }
}
