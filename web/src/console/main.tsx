import '../kit/brand.css';
