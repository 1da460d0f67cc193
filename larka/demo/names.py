"""Names as they are heard in a Swedish schoolyard and staff room today."""

import random
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Background:
    """Names that go together. ``share`` is how many families in a hundred."""

    share: int
    girls: tuple[str, ...]
    boys: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    family: tuple[str, ...]


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


BACKGROUNDS: dict[str, Background] = {
    "svensk": Background(
        71,
        _names(
            "Alva Astrid Bianca Cornelia Ebba Edda Elin Ellie Ester Filippa Greta Hanna Hedda Ida Ingrid Isabelle Iris Julia Kajsa "
            "Klara Lilly Linnea Livia Lova Lykke Majken Malva Matilda Meja Minna Molly Nellie Ottilia Rut-Li Sally Selma Signe Siri "
            "Smilla Sofia Svea Thea Tilde Tuva Tyra Ulrika Vendela Vera-Lo Wilma Ylva Åsa-Lovisa"
        ),
        _names(
            "Alfons Algot Alvin Anton Arvid Aston Benjamin Casper Charlie Colin Ebbe Edvin Eddie Elis Elton Eskil Felix Folke Frank "
            "Gabriel Gustav Harry Hilding Hjalmar Isak Jack Joel Josef Julian Knut Kian Love Ludwig Malte Melker Melvin Milo Olle "
            "Otto Rasmus Sigge Sixten Sven Tage Teo Ture Vidar Viggo Ville Wilmer Åke-Leo"
        ),
        _names(
            "Annelie Birgitta Camilla Carolina Cecilia Charlotta Emelie Emma Erika Eva Frida-Maria Hanna Helena Ida Jenny Jessica "
            "Johanna Josefin Karin Katarina Kristina Lena Linda Lisa Lotta Louise Madeleine Malin Maria Marie Monika Pernilla Pia "
            "Sandra Sara Sofia Susanne Therese Ulla Ulrika Veronica Åsa"
        ),
        _names(
            "Alexander Andreas Björn Christer Christian Claes Daniel David Erik Fredrik Gustaf Hans Henrik Håkan Jakob Jens Joakim "
            "Johan Jonas Jörgen Kristoffer Lars Linus Magnus Marcus Martin Mattias Mikael Niklas Ola Oskar Patrik Peter Rickard "
            "Robert Simon Stefan Tobias Tomas Urban"
        ),
        _names(
            "Ahlgren Almqvist Asplund Bergström Björkman Blomqvist Boström Brandt Burman Dahlström Edlund Ekdahl Ekström Engström "
            "Falk Fors Forsberg Fransson Granberg Grahn Gustavsson Hagman Hedman Hellström Henriksson Holmberg Håkansson Isaksson "
            "Jakobsson Jonasson Kjellberg Kvist Lilja Lindahl Lindgren Ljung Lundgren Löfgren Löfqvist Malmberg Mattsson Melin "
            "Modig Moberg Nordin Norberg Nygren Nyberg Oskarsson Palm Ranäng Rask Rydberg Sandberg Sjögren Skoglund Stenberg "
            "Sundström Söderberg Söderlund Thorén Törnqvist Viklund Vinge Wallén Westerberg Wiklund Åberg Åström Öhman Östlund "
            "Östergren"
        ),
    ),
    "arabisk": Background(
        8,
        _names("Aya Dalia Hala Jana Joud Lamar Layan Lina Mariam Maya Nour Rana Razan Rima Sara Sham Tala Yasmin"),
        _names("Adnan Anas Bilal Elyas Fares Hamza Hassan Jad Karim Khaled Laith Majd Omran Rami Sami Tarek Yazan Zain"),
        _names("Amal Dina Fadia Hanan Huda Iman Lubna Maha Manal Nadia Rasha Reem Samar Suha"),
        _names("Ahmad Ayman Basel Firas Ghassan Hussam Jamal Mahmoud Maher Nabil Nizar Samer Tariq Wael"),
        _names("Abbas Al-Hakim Alsaleh Barakat Darwish Farah Habib Issa Jaber Kanaan Khalil Mansour Nasser Saleh Shahin Younes"),
    ),
    "somalisk": Background(
        4,
        _names("Anisa Asma Deqa Fardowsa Hafsa Hamda Idil Ikran Khadra Nasra Sagal Sahra Ubah Zamzam"),
        _names("Abdirahman Ayub Bashir Cabdi Guled Hanad Jibril Khalid Liban Mahad Sakariye Suleiman Warsame Zakariye"),
        _names("Asha Faiza Farhiya Habiba Hawa Ifrah Ladan Maryan Naima Saida Shukri"),
        _names("Abdullahi Ahmed Dahir Farah Ismail Jama Mahamed Nur Osman Said"),
        _names("Abdulle Aden Ahmed Dirie Duale Elmi Farah Guled Hirsi Jama Nur Omar Warsame"),
    ),
    "balkan": Background(
        4,
        _names("Ajla Amina Elma Hana Lejla Mila Nadja Sara Tea Una"),
        _names("Adin Benjamin Dino Emir Haris Luka Marko Nikola Tarik Vedad"),
        _names("Adisa Azra Dragana Edina Jelena Mirela Sanela Snežana Vesna"),
        _names("Almir Damir Dejan Elvir Goran Jasmin Mirza Nenad Zoran"),
        _names("Begić Delić Hadžić Hodžić Jovanović Kovačević Marković Muratović Petrović Softić"),
    ),
    "persisk": Background(
        4,
        _names("Ariana Elina Hasti Kimia Mahsa Nika Parnia Roya Setayesh Tara"),
        _names("Ali-Reza Arman Aryan Daniyal Kian Mahdi Parsa Ramin Sina Yasin"),
        _names("Azadeh Fereshteh Leila Maryam Nasrin Parisa Roksana Shirin Zahra"),
        _names("Behrouz Farhad Hamid Kamran Mehdi Navid Reza Saeed"),
        _names("Ahmadi Ebrahimi Ghasemi Hosseini Karimi Moradi Najafi Rahimi Rezai Sharifi"),
    ),
    "finsk": Background(
        3,
        _names("Aada Emmi Helmi Ilona Kerttu Pihla Saimi Venla"),
        _names("Aarne Eero Eino Jussi Niilo Onni Toivo Veikka"),
        _names("Anneli Katja Merja Minna Päivi Riikka Satu Tuula"),
        _names("Ari Heikki Jari Kari Markku Petri Tapio Timo"),
        _names("Heikkinen Hiltunen Järvinen Kinnunen Laine Mäkinen Niemi Rantanen Saarinen Tuominen"),
    ),
    "polsk": Background(
        3,
        _names("Hania Julia Lena Liliana Maja Pola Zuzanna"),
        _names("Antoni Filip Jakub Kacper Mikołaj Szymon Wojtek"),
        _names("Agnieszka Beata Joanna Katarzyna Magdalena Małgorzata Monika"),
        _names("Andrzej Dariusz Krzysztof Marek Paweł Piotr Tomasz"),
        _names("Dąbrowski Kamiński Król Lewandowski Mazur Pawlak Szymański Wójcik Zieliński"),
    ),
    "tigrinsk": Background(
        2,
        _names("Bethlehem Delina Eden Heran Liya Melat Rahel"),
        _names("Abel Filmon Isayas Kidus Natnael Robel Yonas"),
        _names("Almaz Feven Genet Mehret Selam Tsega"),
        _names("Amanuel Berhane Dawit Kiflom Mussie Tesfay"),
        _names("Abraham Gebremedhin Habte Kidane Mebrahtu Tekle Tesfamariam Weldu"),
    ),
    "latinamerikansk": Background(
        1,
        _names("Camila Isidora Luciana Valentina"),
        _names("Joaquín Mateo Santiago Tomás"),
        _names("Carolina Marcela Paola Verónica"),
        _names("Álvaro Cristián Diego Sergio"),
        _names("Cáceres Fuentes Muñoz Peña Rojas Valdés"),
    ),
}


def pick_background(rnd: random.Random) -> str:
    """A background, by its share."""
    keys = list(BACKGROUNDS)
    return rnd.choices(keys, [BACKGROUNDS[key].share for key in keys])[0]


def plain_letters(text: str) -> str:
    """A name as it stands in an address: small letters of the English alphabet."""
    text = text.casefold().replace("ł", "l").replace("ø", "o").replace("æ", "a")
    return "".join(c for c in unicodedata.normalize("NFKD", text) if c.isascii() and (c.isalnum() or c == "-"))
