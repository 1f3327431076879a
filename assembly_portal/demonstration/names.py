"""The words that fictional names and grades are drawn from; nobody is called like two of them together."""

_FIRST_NAMES = """
Aaliyah Adaeze Adam Aisha Alejandra Amara Amir Ana Andrzej Aoife Arjun Asha Ayo Bilal Bethan Bronwen Callum
Carys Chen Chidi Chloe Claire Daniel Deepa Diego Ebony Efua Elif Emeka Emily Esther Fatima Fergus Fiona Gareth
George Grace Hana Hannah Haruto Hassan Huda Ibrahim Imogen Ines Isaac Isla Ivan Jack Jasmine Joao Joseph Joy
Kamal Karen Kasia Kwame Lakshmi Layla Leila Liam Linh Lucy Maeve Malik Mariam Mateusz Maya Mehmet Mei Mohammed
Nadia Naomi Ngozi Niamh Nikhil Noor Oliver Olu Omar Patrick Petra Priya Rachel Rahul Ravi Rosa Ruth Sadia
Samuel Sanjay Sara Sean Selin Shanice Simon Siobhan Sofia Tamara Tariq Temi Thomas Uma Victor Wei Xanthe
Yasmin Yusuf Zainab Zofia
"""
_SURNAME_STARTS = """
Alder Amber Birch Bracken Briar Cedar Clover Copper Dapple Elder Ember Fallow Fern Flint Gorse Hazel Heather
Holly Juniper Larch Linden Lark Maple Marsh Meadow Moss Otter Pebble Quill Reed Rowan Saffron Sedge Silver
Sorrel Tansy Thistle Umber Willow Wren Yarrow
"""
_SURNAME_ENDS = """
beck bourne brook combe croft dale fell field gate grove hollow hurst lea mere more ridge vale water wick
"""
_DOCTORS_GRADES = """
f1 f2 ct1 ct2 ct3 st1 st2 st3 st4 st5 st6 st7 st8 gpst1 gpst2 gpst3 imt1 imt2 imt3 accs public-health-str
clinical-fellow clinical-academic out-of-programme
"""
_DENTISTS_GRADES = "dental-foundation dct1 dct2 dct3 dental-str"

FIRST_NAMES = _FIRST_NAMES.split()
SURNAME_STARTS = _SURNAME_STARTS.split()
SURNAME_ENDS = _SURNAME_ENDS.split()
DOCTORS_GRADES = _DOCTORS_GRADES.split()
DENTISTS_GRADES = _DENTISTS_GRADES.split()
