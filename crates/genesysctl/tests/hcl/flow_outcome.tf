resource "genesyscloud_flow_outcome" "paid" {
  name        = "Bill paid"
  description = "The caller has paid without an agent"
}
