resource "genesyscloud_flow" "waiting" {
  filepath = "${path.module}/flows/waiting.yaml"
  substitutions = {
    name  = "Wait for support"
    queue = genesyscloud_routing_queue.support["Support"].name
  }
}

resource "genesyscloud_flow" "call" {
  for_each = toset(["Hotline open", "Hotline closed", "Evacuation"])
  filepath = "flows/call.yaml"
  substitutions = {
    name = each.key
  }
}
