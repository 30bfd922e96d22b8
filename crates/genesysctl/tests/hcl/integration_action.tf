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

resource "genesyscloud_integration" "functions" {
  integration_type = "function-data-actions"
  config {
    name = "Functions"
  }
}

resource "genesyscloud_integration_action" "greet" {
  name           = "Greet"
  category       = "Function Data Actions"
  integration_id = genesyscloud_integration.functions.id
  contract_input = jsonencode({
    type       = "object"
    properties = { name = { type = "string" } }
  })
  contract_output = jsonencode({
    type       = "object"
    properties = { greeting = { type = "string" } }
  })

  config_request {
    request_type = "POST"
  }

  function_config {
    description     = "Greets by name."
    handler         = "src/index.handler"
    runtime         = "nodejs22.x"
    timeout_seconds = 15
    file_path       = "${path.module}/files/function.zip"
  }
}
