"""The environment, read once: where the database is, how to reach Slack, where the files are."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

HOUSE = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Every setting with its default; `.env.sample` explains each to the person who installs the bot."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    database_url: str = "sqlite:///domestique.db"
    slack_bot_token: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    catalog: Path = Field(HOUSE / "catalog_data", alias="DOMESTIQUE_CATALOG")
    templates: Path = Field(HOUSE / "templates", alias="DOMESTIQUE_TEMPLATES")
    cache: Path = Field(Path(".domestique"), alias="DOMESTIQUE_CACHE")  # what can be worked out again
    host: str = "0.0.0.0"  # the web role stands behind a proxy
    port: int = 3000
    senders: int = 4
    api_token: SecretStr = SecretStr("")  # what other systems show to ask and move orders; empty: off
    api_name: str = "api"  # how stories call who shows it
    hook_url: str = ""  # where order events are posted, several with spaces between; empty: nowhere
    hook_secret: SecretStr = SecretStr("")
    zammad_url: str = ""  # of a Zammad that has a ticket for each order; empty: none
    zammad_token: SecretStr = SecretStr("")
    zammad_secret: SecretStr = SecretStr("")  # with which its webhook is signed
    zammad_group: str = "Users"
    zammad_customer: str = ""  # whose the tickets of private orders are
    referee_url: str = ""  # of an endpoint that speaks OpenAI's chat completions; empty: no language model
    referee_model: str = ""
    referee_key: SecretStr = SecretStr("")
    referee_seconds: float = Field(1.5, gt=0, le=2)  # Slack waits three in all
