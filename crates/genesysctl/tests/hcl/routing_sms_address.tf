resource "genesyscloud_routing_sms_address" "office" {
  name                 = "${var.company} Inc."
  street               = "7601 Interactive Way"
  city                 = "Indianapolis"
  region               = "IN"
  postal_code          = 46278
  country_code         = "US"
  auto_correct_address = false
}
