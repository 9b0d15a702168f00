"""Put in order what searching leaves behind. Run it every night."""

from django.core.management.base import BaseCommand

from search.desk import backend


class Command(BaseCommand):
    help = "Let the database see how the index of the editors' search has grown. Every night."

    def handle(self, *args, **options) -> None:
        backend.weigh()
        self.stdout.write("The database knows how its index of pages has grown.")
