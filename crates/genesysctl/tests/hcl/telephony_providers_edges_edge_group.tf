resource "genesyscloud_telephony_providers_edges_edge_group" "edges" {
  name                 = "Indianapolis edges"
  description          = "Edges of the Indianapolis office"
  phone_trunk_base_ids = [genesyscloud_telephony_providers_edges_trunkbasesettings.base["phones"].id]
}
