resource "genesyscloud_architect_grammar" "cities" {
  name        = "Cities"
  description = "Where a technician is to come"
}
