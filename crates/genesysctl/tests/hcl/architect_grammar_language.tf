resource "genesyscloud_architect_grammar_language" "english" {
  grammar_id = genesyscloud_architect_grammar.cities.id
  language   = "en-us"

  voice_file_data {
    file_name = "${path.module}/files/cities.gram"
    file_type = "Gram"
  }
}
