resource "genesyscloud_integration_action" "order" {
  name           = "Find an order"
  category       = "Shop"
  integration_id = genesyscloud_integration.shop.id
  contract_input = jsonencode({
    type       = "object"
    properties = { number = { type = "string" } }
    required   = ["number"]
  })
  contract_output = jsonencode({
    type       = "object"
    properties = { status = { type = "string" } }
  })
  config_timeout_seconds = 10

  config_request {
    request_type         = "POST"
    request_url_template = "https://shop.example.com/orders"
    headers = {
      Accept = "application/json"
    }
  }

  config_response {
    translation_map = {
      status = "$.state"
    }
  }
}
