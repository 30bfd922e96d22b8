resource "genesyscloud_flow_milestone" "identified" {
  name        = "Caller identified"
  description = "The account number was found"
}
