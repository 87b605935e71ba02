"""Who hands out tokens, and what does a token allow?"""

from mockserver.authorization.authority import Authority
from mockserver.authorization.guard import broken_token
from mockserver.authorization.realms import PREFIX, Accounts, Realm, realm_of

__all__ = ["PREFIX", "Accounts", "Authority", "Realm", "broken_token", "realm_of"]
