resource "genesyscloud_integration_action_draft" "stock" {
  name           = "Ask for the stock"
  category       = "Shop"
  integration_id = genesyscloud_integration.shop.id
  contract_input = <<-JSON
    {"type": "object", "properties": {"article": {"type": "string"}}}
  JSON
  contract_output = <<-JSON
    {"type": "object", "properties": {"stock": {"type": "integer"}}}
  JSON

  config_request {
    request_type         = "GET"
    request_url_template = "https://shop.example.com/stock"
  }
}
