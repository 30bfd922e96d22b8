"""Says which user has an e-mail address: python verify.py agent.one@example.com"""

import os
import sys

import PureCloudPlatformClientV2 as genesys

[email] = sys.argv[1:]
# api.mypurecloud.de, say, or the address of a simulator
client = genesys.api_client.ApiClient(host=os.environ["GENESYSCLOUD_BASE_URL"])
client.get_client_credentials_token(
    os.environ["GENESYSCLOUD_OAUTHCLIENT_ID"], os.environ["GENESYSCLOUD_OAUTHCLIENT_SECRET"]
)
users = genesys.UsersApi(client)
found = users.post_users_search({"query": [{"type": "EXACT", "fields": ["email"], "value": email}]})
if not found.results:
    sys.exit(f"nobody has {email}, or not for long enough to be found")
for result in found.results:
    # The search answers what its index has; the user itself is what holds.
    user = users.get_user(result.id)
    print(user.id, user.name, user.email, user.division.name, user.state)
