resource "genesyscloud_telephony_providers_edges_trunk" "trunk" {
  trunk_base_settings_id = genesyscloud_telephony_providers_edges_trunkbasesettings.base["between"].id
  edge_group_id          = genesyscloud_telephony_providers_edges_edge_group.edges.id
}
