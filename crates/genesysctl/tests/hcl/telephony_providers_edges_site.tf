resource "genesyscloud_telephony_providers_edges_site" "indianapolis" {
  name          = "Indianapolis"
  location_id   = genesyscloud_location.office.id
  media_model   = "Cloud"
  media_regions = ["us-east-1", "us-west-2"]
  caller_id     = "+13175550100"
  caller_name   = "${var.company} Inc."

  number_plans {
    name           = "Short numbers"
    classification = "Internal"
    match_type     = "digitLength"
    digit_length {
      start = "3"
      end   = "4"
    }
  }
  number_plans {
    name           = "Service numbers"
    classification = "Service"
    match_type     = "numberList"
    numbers {
      start = "800"
      end   = "899"
    }
  }
}
