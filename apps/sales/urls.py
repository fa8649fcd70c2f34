"""The addresses of a receipt for whoever has its link."""

from django.urls import path

from apps.sales import views

urlpatterns = [
    path("r/<str:token>/", views.receipt_page, name="receipt_page"),
    path("r/<str:token>/receipt.pdf", views.receipt_pdf, name="receipt_pdf"),
]
